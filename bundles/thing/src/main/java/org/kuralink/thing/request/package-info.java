/** The requests of the platform: properties, services, and disable, enable and delete. */
package org.kuralink.thing.request;
