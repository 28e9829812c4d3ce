/** Sends properties, events, batches, history and tags to the platform. */
package org.kuralink.thing.post;
