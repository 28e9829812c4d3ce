/** The story of the demo: a gateway and a platform on one machine, and what they say. */
@org.jspecify.annotations.NullMarked
package org.kuralink.demo;
