/** What the standalone gateway logs, on its way to the platform. */
package org.kuralink.forms;
