/** Parses thing models (TSL) and validates values against their types. */
package org.kuralink.tsl;
