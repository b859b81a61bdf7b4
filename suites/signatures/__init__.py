"""Nobody can speak in another's name: what is unsigned, mis-signed or changed is refused, beside what is honest.

Whether something was refused is decided by what people and other servers can see, and not by the answer to a request.
"""
