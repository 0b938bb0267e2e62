"""Where the engine and the intake come in: letters, steps of workflows, sweeps, reconciliation."""
