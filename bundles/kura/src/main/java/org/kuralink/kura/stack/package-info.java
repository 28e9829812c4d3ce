/** The configurations that form a cloud connection. */
package org.kuralink.kura.stack;
