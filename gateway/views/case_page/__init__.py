"""What the page of a case has beside its view: the steps to a decision, its head, its history."""
