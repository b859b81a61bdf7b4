"""What runs the parts: containers, networks, images, certificates, readiness. Only this package knows of Docker."""
