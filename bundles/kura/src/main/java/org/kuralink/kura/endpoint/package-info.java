/** The endpoint of a cloud connection, which publishers and subscribers use. */
package org.kuralink.kura.endpoint;
