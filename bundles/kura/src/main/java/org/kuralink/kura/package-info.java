/** Integration into Kura: cloud connections, publishers, subscribers, assets. */
package org.kuralink.kura;
