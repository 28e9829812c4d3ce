/** Runs each request of the platform once, and answers redelivered requests from memory. */
package org.kuralink.thing.call;
