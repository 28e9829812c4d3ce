/** What flows over a session: requests and replies, the platform's requests, the durable uplink. */
package org.kuralink.connection.link;
