/** Thing models: TSL documents to typed models, and values checked against their types. */
package org.kuralink.tsl;
