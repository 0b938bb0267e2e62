"""What the law says of a case: its kind, its outcome, what an application must fit."""
