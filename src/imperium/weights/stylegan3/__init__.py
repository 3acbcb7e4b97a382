"""A StyleGAN3 generator, after Karras et al., "Alias-Free Generative Adversarial Networks" (NeurIPS 2021)."""
