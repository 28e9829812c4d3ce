/** The handlers that applications register, and the calls of them. */
package org.kuralink.thing.handler;
