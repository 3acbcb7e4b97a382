"""L20, the planner above everything: strategies, priorities, coordination and resources over the capabilities."""
