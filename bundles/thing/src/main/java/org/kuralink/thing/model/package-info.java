/** The thing models of the products of a session: their sources, and the checks against them. */
package org.kuralink.thing.model;
