"""Long work that a client orders by HTTP and comes back for: a run of one task, shown as a job."""
