"""Streamlit pieces that pages share: state, messages, charts, progress.

Pages import these and the light packages of ``mtl_core``; nothing here imports torch, shap,
scikit-learn or a database.
"""
