//! The OData envelope of responses.

use super::macros::model;

model! {
    /// A response that lists entities: `value` beside its annotations.
    ///
    /// The documentation's page on one agent shows this shape too, where the metadata has a flat entity.
    pub struct Collection<T> {
        /// Says what the response is, as a URL. Its host differs by region and is not checked.
        /// Of the history actions the documented one lacks `$metadata#`.
        context: String => "@odata.context".usual().format("uri"),
        /// How many entities there are in all. In no sample of this API; standard OData.
        count: u32 as Whole => "@odata.count",
        /// Where the next page is. In no sample of this API; other resources of the service have it.
        next_link: String => "@odata.nextLink".format("uri"),
        /// The entities.
        value: Vec<T> as List => "value".required().non_null(),
    }
}

impl<T> Collection<T> {
    /// A collection of these entities.
    #[must_use]
    pub fn new(value: Vec<T>) -> Self {
        Self { value: value.into(), ..Self::default() }
    }

    /// The entities; none if `value` is absent or `null`.
    #[must_use]
    pub fn items(&self) -> &[T] {
        self.value.get().map_or(&[], Vec::as_slice)
    }

    /// The entities in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items().iter()
    }
}

impl<'a, T> IntoIterator for &'a Collection<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> IntoIterator for Collection<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.value.into_value().unwrap_or_default().into_iter()
    }
}
