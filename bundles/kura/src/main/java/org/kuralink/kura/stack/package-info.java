/** The components that make up a cloud connection. */
package org.kuralink.kura.stack;
