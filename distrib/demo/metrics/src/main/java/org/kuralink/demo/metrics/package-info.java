/**
 * The applications of the demo: one reports metrics of this machine as thing-model properties, the
 * other reports its disks and network interfaces as sub-devices.
 */
@org.jspecify.annotations.NullMarked
package org.kuralink.demo.metrics;
