/** The thing model: where it comes from, and what is checked by it. */
package org.kuralink.thing.model;
