"""What tests hold: people on three networks, the operator who bridges their rooms, and the scene they meet in."""
