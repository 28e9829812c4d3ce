/** Publishers: messages of Kura's applications and wires to the platform. */
package org.kuralink.kura.publisher;
