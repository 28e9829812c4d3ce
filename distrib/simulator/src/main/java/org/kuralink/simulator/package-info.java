/** The platform in one process: start it from a shell or from a test. */
package org.kuralink.simulator;
