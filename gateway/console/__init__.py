"""The officers' console: pages made on the server, which call the same use cases as REST does.

It owns how a person signs in, sees and acts; who may do what, and what anything means in law, is
`gateway.casework` alone. It knows nothing of `gateway.api`, its sibling.
"""
