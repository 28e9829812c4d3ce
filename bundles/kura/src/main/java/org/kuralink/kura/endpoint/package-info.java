/** The end of a cloud connection that publishers and subscribers use. */
package org.kuralink.kura.endpoint;
