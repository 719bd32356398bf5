"""Pure facts: what a package of a course holds (`packages`), how a batch from a device is read
(`events`), how what a device couldn't send is opened (`parcels`)."""
