"""What words mean: dated code lists, goods and rates, offices, parameters, working days."""
