/** What applications register to be called. */
package org.kuralink.thing.handler;
