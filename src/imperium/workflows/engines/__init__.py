"""The engines that run workflows durably."""
