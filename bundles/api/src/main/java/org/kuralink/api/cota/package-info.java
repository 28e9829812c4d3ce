/**
 * Remote configuration (COTA, developer guide 9.11): its status and stored versions, and the
 * interfaces of appliers and listeners.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.1.0")
package org.kuralink.api.cota;
