/** Field channels that a pushed model configuration sets up (developer guide 9.6). */
@org.jspecify.annotations.NullMarked
package org.kuralink.gateway.field;
