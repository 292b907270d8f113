"""Who is explained by which networks, the explainers of shap beside the engine, and growth."""
