/** What the parts of a thing share: groups of registrations, and threads. */
package org.kuralink.thing.link;
