/**
 * The door of remote configuration (COTA, developer guide 9.11): what the platform offered, what is
 * in force, and who applies it.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.1.0")
package org.kuralink.api.cota;
