/** The envelope and the topics: requests of devices to capabilities, requests to devices. */
@NullMarked
package org.kuralink.simulator.alink;

import org.jspecify.annotations.NullMarked;
