"""What pictures and films from providers have in common: names of models, prices, who may be asked, and asking."""
