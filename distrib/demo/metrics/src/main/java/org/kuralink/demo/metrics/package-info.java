/**
 * Applications of the demo: report this machine's own figures as thing-model properties, and its
 * disks and network interfaces as sub-devices.
 */
@org.jspecify.annotations.NullMarked
package org.kuralink.demo.metrics;
