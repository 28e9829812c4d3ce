/** What goes up to the platform: properties, events, batches and history. */
package org.kuralink.thing.post;
