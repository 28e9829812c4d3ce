/** Upload of the standalone gateway's log to the platform. */
package org.kuralink.log;
