/** The demo: starts a simulated platform, a gateway and field devices and describes each step. */
@org.jspecify.annotations.NullMarked
package org.kuralink.demo;
