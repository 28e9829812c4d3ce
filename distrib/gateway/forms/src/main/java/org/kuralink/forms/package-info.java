/** Checks configurations against the forms (Metatype) and adapts the forms to the Web Console. */
package org.kuralink.forms;
