/** What the platform asks for: properties, services, and how the device lives. */
package org.kuralink.thing.request;
