"""Nothing gets out, and nobody gets in: each refusal beside somebody who is told."""
