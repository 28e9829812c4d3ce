/** Who the gateway is and how it gets in: the session, its states and its configuration. */
package org.kuralink.connection;
