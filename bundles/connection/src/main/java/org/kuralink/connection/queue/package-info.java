/** What left the device's applications and the platform has not acknowledged yet, kept on disk. */
package org.kuralink.connection.queue;
