"""Every defect of the stand-in bridge is caught by the law that is there for it, on a superbridge that runs."""
