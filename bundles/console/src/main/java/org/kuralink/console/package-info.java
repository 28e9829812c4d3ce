/** Gogo commands with which a person sees and tries what the gateway does. */
@org.jspecify.annotations.NullMarked
package org.kuralink.console;
