/** An application of the demo: reports this machine's own figures as thing-model properties. */
@org.jspecify.annotations.NullMarked
package org.kuralink.demo.metrics;
