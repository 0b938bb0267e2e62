"""What a node knows of its Temporal server beside carrying its work: the doctor, preparation."""
